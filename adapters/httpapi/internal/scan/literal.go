package scan

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
)

// Text consumes a string.
func (s *Scanner) Text() (string, bool) {
	text, ok := s.bytes()
	return string(text), ok
}

// bytes consumes a string and answers a part of the body where nothing is escaped.
func (s *Scanner) bytes() ([]byte, bool) {
	if s.peek() != '"' {
		return nil, false
	}
	start := s.at
	s.at++
	escaped := false
	for s.data[s.at] != '"' {
		if s.data[s.at] == '\\' {
			escaped = true
			s.at++
		}
		s.at++
	}
	s.at++
	if !escaped {
		return s.data[start+1 : s.at-1], true
	}
	var text string
	err := json.Unmarshal(s.data[start:s.at], &text)
	return []byte(text), err == nil
}

// Bool consumes true or false.
func (s *Scanner) Bool() (value, ok bool) {
	return s.peek() == 't', s.word("true") || s.word("false")
}

// Null consumes null.
func (s *Scanner) Null() bool { return s.word("null") }

// Number consumes a number that fits a float64.
func (s *Scanner) Number() (float64, bool) {
	if b := s.peek(); b != '-' && (b < '0' || b > '9') {
		return 0, false
	}
	start := s.at
	for s.at < len(s.data) && strings.IndexByte("+-.0123456789eE", s.data[s.at]) >= 0 {
		s.at++
	}
	number, err := strconv.ParseFloat(string(s.data[start:s.at]), 64)
	return number, err == nil
}

// Scalar consumes a string, a number or a boolean.
func (s *Scanner) Scalar() (any, bool) {
	switch s.peek() {
	case '"':
		return s.Text()
	case 't', 'f':
		return s.Bool()
	}
	return s.Number()
}

func (s *Scanner) word(word string) bool {
	s.blanks()
	if !bytes.HasPrefix(s.data[s.at:], []byte(word)) {
		return false
	}
	s.at += len(word)
	return true
}
