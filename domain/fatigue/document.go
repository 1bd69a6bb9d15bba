package fatigue

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/id"
)

// entryDocument is how an entry is kept. Names are short for rows that every decision
// reads, and never change: other releases read them too.
type entryDocument struct {
	At         int64            `json:"at"` // microseconds since 1970
	Type       action.Type      `json:"type"`
	PlaybookID id.UUID          `json:"playbook"`
	RepoID     string           `json:"repo,omitempty"`
	Branch     string           `json:"branch,omitempty"`
	Surfaces   []action.Surface `json:"surfaces"`
	Bypass     bool             `json:"bypass,omitempty"`
	Shadow     bool             `json:"shadow,omitempty"`
}

// Document answers the entries as they are kept.
func (w Window) Document() (string, error) {
	kept := make([]entryDocument, len(w.Entries))
	for i, e := range w.Entries {
		kept[i] = entryDocument{
			At: e.At.UnixMicro(), Type: e.Type, PlaybookID: e.PlaybookID, RepoID: e.WorkItem.RepoID, Branch: e.WorkItem.Branch,
			Surfaces: e.Surfaces, Bypass: e.Bypass, Shadow: e.Shadow,
		}
	}
	text, err := json.Marshal(kept)
	if err != nil {
		return "", fmt.Errorf("write a fatigue window: %w", err)
	}
	return string(text), nil
}

// FromDocument rehydrates a kept window.
func FromDocument(version int64, text string) (Window, error) {
	var kept []entryDocument
	if err := json.Unmarshal([]byte(text), &kept); err != nil {
		return Window{}, fmt.Errorf("read a kept fatigue window: %w", err)
	}
	w := Window{Version: version, Entries: make([]Entry, len(kept))}
	for i, k := range kept {
		w.Entries[i] = Entry{
			At: time.UnixMicro(k.At).UTC(), Type: k.Type, PlaybookID: k.PlaybookID,
			WorkItem: WorkItem{RepoID: k.RepoID, Branch: k.Branch}, Surfaces: k.Surfaces, Bypass: k.Bypass, Shadow: k.Shadow,
		}
	}
	return w, nil
}
