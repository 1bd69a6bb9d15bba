// Package scan reads JSON strictly and with few allocations: names count in their
// exact case, null is a value of its own, and nothing is converted silently. The
// standard decoder is lenient in all three, and the API's contract is not.
package scan

import (
	"bytes"
	"encoding/json"
	"errors"
	"unicode/utf8"
)

var (
	errSyntax = errors.New("the body is not one JSON value")
	errUTF8   = errors.New("the body is not UTF-8")
)

// Scanner walks one JSON value. Its methods answer false for a value of another
// type; the scanner is then of no further use.
type Scanner struct {
	data []byte
	at   int
}

// New makes a scanner of a body that must be one JSON value in UTF-8 and nothing else.
func New(body []byte) (*Scanner, error) {
	if !utf8.Valid(body) {
		return nil, errUTF8
	}
	if !json.Valid(body) {
		return nil, errSyntax
	}
	return &Scanner{data: body}, nil
}

// HoldsNUL reports whether a text of the body may hold the character NUL, which no
// column can store. It may err towards true: an escaped backslash can look like it.
func HoldsNUL(body []byte) bool { return bytes.Contains(body, []byte(`\u0000`)) }

// Object calls member for each name, positioned at its value, which member must
// consume. The name is good until then. It stops when member answers false.
func (s *Scanner) Object(member func(name []byte) bool) bool {
	if !s.take('{') {
		return false
	}
	for !s.take('}') {
		s.take(',')
		name, ok := s.bytes()
		if !ok || !s.take(':') || !member(name) {
			return false
		}
	}
	return true
}

// Array calls item for each position, with the same duty. It stops when item
// answers false.
func (s *Scanner) Array(item func(index int) bool) bool {
	if !s.take('[') {
		return false
	}
	for index := 0; !s.take(']'); index++ {
		s.take(',')
		if !item(index) {
			return false
		}
	}
	return true
}

// peek answers the first byte of the next value. The body is valid, so there is one.
func (s *Scanner) peek() byte {
	s.blanks()
	return s.data[s.at]
}

func (s *Scanner) take(b byte) bool {
	if s.peek() != b {
		return false
	}
	s.at++
	return true
}

func (s *Scanner) blanks() {
	for s.at < len(s.data) {
		switch s.data[s.at] {
		case ' ', '\t', '\n', '\r':
			s.at++
		default:
			return
		}
	}
}
