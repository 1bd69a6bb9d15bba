package governance

import (
	"encoding/json"
	"unicode/utf8"

	"github.com/mmm-engine/mmm-engine/domain/policy"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// reply is what is used of the answer; whatever else stands in it is passed over. Quiet hours
// that are null are not said.
type reply struct {
	QuietHours *struct {
		Start *int `json:"start"`
		End   *int `json:"end"`
	} `json:"quiet_hours"`
	RetentionDays *int   `json:"retention_days"`
	DataResidency string `json:"data_residency"`
}

const (
	lastHour     = 23
	maxResidency = 64
)

// read takes the whole reply or nothing: half of it would be a guess.
func read(body []byte) (tenant.Governance, error) {
	var said *reply
	if err := json.Unmarshal(body, &said); err != nil || said == nil || !said.sound() {
		return tenant.Governance{}, errShape
	}
	made := tenant.Governance{RetentionDays: *said.RetentionDays, DataResidency: said.DataResidency}
	if hours := said.QuietHours; hours != nil {
		made.QuietHours = &tenant.GovernedHours{Start: *hours.Start, End: *hours.End}
	}
	return made, nil
}

// errShape has no cause, which would repeat what was answered.
var errShape = unavailable("the data governance service's reply is not what the contract says", nil)

func (r *reply) sound() bool {
	hours, days := r.QuietHours, r.RetentionDays
	return (hours == nil || hour(hours.Start) && hour(hours.End)) &&
		days != nil && *days >= policy.MinRetention && *days <= policy.MaxRetention &&
		len(r.DataResidency) <= maxResidency && utf8.ValidString(r.DataResidency)
}

func hour(at *int) bool { return at != nil && *at >= 0 && *at <= lastHour }
