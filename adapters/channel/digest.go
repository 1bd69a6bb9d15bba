package channel

import (
	"cmp"
	"strconv"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/domain/id"
)

// digest is several actions in one message, each with the body that it has alone.
type digest struct {
	DigestID     id.UUID   `json:"digest_id"`
	TenantID     string    `json:"tenant_id"`
	ActorID      string    `json:"actor_id"`
	ActorType    string    `json:"actor_type"`
	Surface      string    `json:"surface"`
	Actions      []body    `json:"actions"`
	TimestampUTC time.Time `json:"timestamp_utc"`
}

func digestOf(m *delivery.Message) digest {
	told := digest{
		DigestID: m.ID, TenantID: string(m.TenantID), ActorID: m.ActorID, ActorType: string(m.ActorType),
		Surface: string(m.Surface), TimestampUTC: m.At.UTC(),
	}
	for i := range m.Digest {
		told.Actions = append(told.Actions, bodyOf(&m.Digest[i]))
	}
	return told
}

// digestAlertOf says no more than how many there are: an alert manager takes one alert,
// and the notes are where alerts are not. It is the same over all tries.
func digestAlertOf(m *delivery.Message) alert {
	notes := "1 note was"
	if m.Held != 1 {
		notes = strconv.Itoa(m.Held) + " notes were"
	}
	return alert{
		AlertID: m.ID, TenantID: string(m.TenantID), SourceModule: "mmm", Plane: "tenant",
		Environment: cmp.Or(m.Environment, "unspecified"), ComponentID: cmp.Or(m.RepoID, "unspecified"),
		Severity: m.Severity.String(), Category: "digest", Summary: notes + " held over quiet hours",
		StartedAt: m.DecidedAt.UTC(), DedupKey: m.ID.String(), Links: listed(nil),
	}
}
