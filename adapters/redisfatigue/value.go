package redisfatigue

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/fatigue"
)

// part is what one key holds: the entries of one type. It stands behind the version and
// a space, so that the script need not understand it. Other releases read it too.
type part struct {
	// Total counts the entries of the whole window: parts that do not make it up, for
	// instance for want of a type that another release knows, are no window.
	Total int `json:"total"`
	// Places are where the entries stand in the window.
	Places  []int           `json:"places,omitempty"`
	Entries json.RawMessage `json:"entries,omitempty"`
}

// valuesOf answers the window's parts, in the order of types.
func valuesOf(window fatigue.Window, types []action.Type) ([]string, error) {
	values := make([]string, len(types))
	for i, kind := range types {
		own, places := fatigue.Window{}, []int(nil)
		for place := range window.Entries {
			if window.Entries[place].Type == kind {
				own.Entries, places = append(own.Entries, window.Entries[place]), append(places, place)
			}
		}
		text, err := textOf(part{Total: len(window.Entries), Places: places}, own)
		if err != nil {
			return nil, err
		}
		values[i] = strconv.FormatInt(window.Version, 10) + " " + text
	}
	return values, nil
}

func textOf(p part, own fatigue.Window) (string, error) {
	if len(own.Entries) > 0 {
		document, err := own.Document()
		if err != nil {
			return "", err
		}
		p.Entries = json.RawMessage(document)
	}
	text, err := json.Marshal(p)
	if err != nil {
		return "", fmt.Errorf("write a part of a fatigue window: %w", err)
	}
	return string(text), nil
}

// windowOf puts a window together, unless a part of it is gone, of another version or
// not as we write it.
func windowOf(values []any) (window fatigue.Window, whole bool) {
	left := 0
	for i, value := range values {
		version, p, entries, ok := partOf(value)
		if i == 0 && ok && p.Total >= 0 && p.Total <= mostEntries {
			window, left = fatigue.Window{Version: version, Entries: make([]fatigue.Entry, p.Total)}, p.Total
		}
		if !ok || version != window.Version || p.Total != len(window.Entries) || !place(window.Entries, p.Places, entries) {
			return fatigue.Window{}, false
		}
		left -= len(entries)
	}
	return window, left == 0
}

// mostEntries bounds what a value that is not ours can make us allocate.
const mostEntries = 100_000

func partOf(value any) (version int64, p part, entries []fatigue.Entry, ok bool) {
	text, is := value.(string)
	number, rest, parted := strings.Cut(text, " ")
	version, err := strconv.ParseInt(number, 10, 64)
	if !is || !parted || err != nil || json.Unmarshal([]byte(rest), &p) != nil {
		return 0, part{}, nil, false
	}
	if len(p.Entries) > 0 {
		read, err := fatigue.FromDocument(version, string(p.Entries))
		if err != nil {
			return 0, part{}, nil, false
		}
		entries = read.Entries
	}
	return version, p, entries, true
}

// place puts the entries where they stand; not over others, nor outside.
func place(whole []fatigue.Entry, places []int, entries []fatigue.Entry) bool {
	if len(places) != len(entries) {
		return false
	}
	for i, at := range places {
		if at < 0 || at >= len(whole) || whole[at].Type != "" {
			return false
		}
		whole[at] = entries[i]
	}
	return true
}
