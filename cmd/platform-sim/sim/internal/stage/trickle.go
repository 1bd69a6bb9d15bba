package stage

import (
	"net/http"
	"time"
)

// between is the time between two bytes that trickle.
const between = 200 * time.Millisecond

// trickle sends a JSON object byte by byte, which never ends, until the client goes away.
func trickle(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	flow := http.NewResponseController(w)
	for next := []byte(largeHead[:1]); ; next = []byte{' '} {
		if _, err := w.Write(next); err != nil || flow.Flush() != nil || !delayed(r, between) {
			return
		}
	}
}
