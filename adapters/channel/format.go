package channel

import (
	"encoding/json"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/delivery"
)

// Format is how a receiver wants its messages, and below which path.
type Format struct {
	path   string
	encode func(message *delivery.Message) ([]byte, error)
}

// FormatOf answers the contract of a surface's receiver. Alerts go out as the
// notifications of the engine, unless alerts says that the receiver takes those of
// an alert manager (ALERTING_FORMAT=alerts).
func FormatOf(surface action.Surface, alerts bool) Format {
	switch {
	case surface != action.Alert:
		return Format{path: "/api/v1/mmm/actions", encode: encodeAction}
	case alerts:
		return Format{path: "/v1/alerts", encode: encodeAlert}
	}
	return Format{path: "/api/v1/notifications/mmm", encode: encodeAction}
}

func encodeAction(message *delivery.Message) ([]byte, error) {
	if len(message.Digest) > 0 {
		return json.Marshal(digestOf(message)) //nolint:wrapcheck // Deliver says what it was for
	}
	return json.Marshal(bodyOf(message)) //nolint:wrapcheck // Deliver says what it was for
}

func encodeAlert(message *delivery.Message) ([]byte, error) {
	if len(message.Digest) > 0 {
		return json.Marshal(digestAlertOf(message)) //nolint:wrapcheck // Deliver says what it was for
	}
	return json.Marshal(alertOf(message)) //nolint:wrapcheck // Deliver says what it was for
}
