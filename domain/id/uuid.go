// Package id has the identifiers of everything the engine makes: UUIDs of
// version 7, which sort by the time they were made (api.md).
package id

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"time"
)

// UUID is a 128 bit identifier. The zero value means none.
type UUID [16]byte

// Entropy is the random part of an identifier; the source is the caller's.
type Entropy [10]byte

var errFormat = errors.New("id: want a UUID such as 018f6f2a-7c3e-7b1a-9d55-0d6f4f1a2b3c")

// At makes a version 7 UUID of the given time, to the millisecond.
func At(at time.Time, entropy Entropy) UUID {
	var u UUID
	var millis [8]byte
	binary.BigEndian.PutUint64(millis[:], uint64(max(at.UnixMilli(), 0)))
	copy(u[:6], millis[2:])
	copy(u[6:], entropy[:])
	u[6] = u[6]&0x0f | 0x70
	u[8] = u[8]&0x3f | 0x80
	return u
}

// Random makes a version 4 UUID, for identifiers that must not tell when they were made.
func Random(entropy [16]byte) UUID {
	u := UUID(entropy)
	u[6] = u[6]&0x0f | 0x40
	u[8] = u[8]&0x3f | 0x80
	return u
}

// Parse reads the 36 character form, in either case.
func Parse(text string) (UUID, error) {
	var u UUID
	if len(text) != 36 || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-' {
		return u, errFormat
	}
	compact := text[0:8] + text[9:13] + text[14:18] + text[19:23] + text[24:36]
	if _, err := hex.Decode(u[:], []byte(compact)); err != nil {
		return UUID{}, errFormat
	}
	return u, nil
}

// String answers the 36 character form in lower case.
func (u UUID) String() string {
	var text [36]byte
	hex.Encode(text[0:8], u[0:4])
	hex.Encode(text[9:13], u[4:6])
	hex.Encode(text[14:18], u[6:8])
	hex.Encode(text[19:23], u[8:10])
	hex.Encode(text[24:36], u[10:16])
	text[8], text[13], text[18], text[23] = '-', '-', '-', '-'
	return string(text[:])
}

// IsZero reports whether there is no identifier.
func (u UUID) IsZero() bool { return u == UUID{} }

// Time answers when a version 7 UUID was made, to the millisecond, in UTC.
func (u UUID) Time() time.Time {
	var millis [8]byte
	copy(millis[2:], u[:6])
	return time.UnixMilli(int64(binary.BigEndian.Uint64(millis[:]))).UTC()
}

// MarshalText answers the 36 character form, so that documents hold it as a string.
func (u UUID) MarshalText() ([]byte, error) { return []byte(u.String()), nil }

// UnmarshalText reads the 36 character form.
func (u *UUID) UnmarshalText(text []byte) error {
	parsed, err := Parse(string(text))
	if err != nil {
		return err
	}
	*u = parsed
	return nil
}

// Floor answers the smallest identifier of a moment: those of version 7 that are made
// then, or later, sort behind it. They keep time to the millisecond.
func Floor(at time.Time) UUID {
	var floor UUID
	millis := uint64(max(at.UnixMilli(), 0))
	for i := range 6 {
		floor[i] = byte(millis >> (8 * (5 - i)))
	}
	return floor
}
