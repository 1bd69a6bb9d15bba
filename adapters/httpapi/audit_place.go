package httpapi

import (
	"strconv"
	"strings"
	"time"

	"github.com/mmm-engine/mmm-engine/ports"
)

// auditPlaceText writes a place in the list of audit entries, for cursors. The database
// keeps times to the microsecond.
func auditPlaceText(place ports.AuditPlace) string {
	return strconv.FormatInt(place.At.UnixMicro(), 10) + "." + strconv.FormatInt(place.EntryID, 10)
}

// auditPlaceOf reads what auditPlaceText wrote; empty text is the zero place.
func auditPlaceOf(text string) (ports.AuditPlace, error) {
	if text == "" {
		return ports.AuditPlace{}, nil
	}
	at, entry, _ := strings.Cut(text, ".")
	micros, err := natural(at)
	if err != nil {
		return ports.AuditPlace{}, err
	}
	entryID, err := natural(entry)
	return ports.AuditPlace{At: time.UnixMicro(micros).UTC(), EntryID: entryID}, err
}
