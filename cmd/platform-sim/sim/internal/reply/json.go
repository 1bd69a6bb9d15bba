package reply

import (
	"encoding/json"
	"net/http"
)

// JSON sends value as application/json with the status.
func JSON(w http.ResponseWriter, status int, value any) {
	send(w, status, "application/json", value)
}

func send(w http.ResponseWriter, status int, contentType string, value any) {
	body, err := json.Marshal(value)
	if err != nil {
		http.Error(w, "the answer could not be encoded", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", contentType)
	w.WriteHeader(status)
	// A client that has gone away is the only way this fails, and nobody is left to tell.
	_, _ = w.Write(body)
}
