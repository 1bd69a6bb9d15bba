package clock

import "crypto/rand"

// Entropy is the operating system's source of chance. It is safe for concurrent
// use and never fails: a system without entropy ends the process.
type Entropy struct{}

// Fill overwrites the bytes with random ones.
func (Entropy) Fill(bytes []byte) {
	// rand.Read never answers an error (Go 1.24 and later).
	_, _ = rand.Read(bytes)
}
