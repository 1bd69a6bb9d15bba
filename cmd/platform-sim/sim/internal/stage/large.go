package stage

import (
	"bytes"
	"net/http"
)

const (
	largeHead = `{"padding":"`
	largeTail = `"}`
	// smallestSize is a large answer without padding.
	smallestSize = len(largeHead) + len(largeTail)
)

// sendLarge streams a JSON object of size bytes and does not announce its length, so that a client has to count. It ends
// early when the client goes away.
func sendLarge(w http.ResponseWriter, size int) {
	w.Header().Set("Content-Type", "application/json")
	block := bytes.Repeat([]byte{'x'}, 32<<10)
	parts := [][]byte{[]byte(largeHead)}
	for left := size - smallestSize; left > 0; left -= len(block) {
		parts = append(parts, block[:min(left, len(block))])
	}
	for _, part := range append(parts, []byte(largeTail)) {
		if _, err := w.Write(part); err != nil {
			return
		}
	}
}
