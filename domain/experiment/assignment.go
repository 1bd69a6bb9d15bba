package experiment

import (
	"crypto/sha256"
	"encoding/binary"

	"github.com/mmm-engine/mmm-engine/domain/signal"
)

// Bucket answers where a subject stands among Whole equal buckets: the first eight
// bytes, big endian, of SHA-256 over the experiment's id, a zero byte and the subject,
// modulo Whole. It is published (docs/experiments.md) and never changes: every subject
// of a running experiment would change its variant.
func Bucket(key Key, subject signal.Subject) int {
	text := make([]byte, 0, usualText)
	text = append(text, key.String()...)
	text = append(text, 0)
	text = append(text, subject...)
	sum := sha256.Sum256(text)
	return int(binary.BigEndian.Uint64(sum[:8]) % Whole)
}

// usualText is room for an id and a subject without another allocation; longer ones take one.
const usualText = 128

// Assign answers the variant whose share of the buckets, in the order of the variants,
// holds the subject's. Of valid weights there always is one.
func (d Definition) Assign(key Key, subject signal.Subject) int {
	bucket, end := Bucket(key, subject), 0
	for i := range d.Variants {
		if end += d.Variants[i].Weight; bucket < end {
			return i
		}
	}
	return d.control()
}

// control answers the place of the control variant. Of a valid definition there is one.
func (d Definition) control() int {
	for i := range d.Variants {
		if d.Variants[i].Control {
			return i
		}
	}
	return 0
}
