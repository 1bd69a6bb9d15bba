package policy

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// Bounds of a tenant's policy. They are far above what anybody wants to be shown, and
// low enough for what is counted against them to stay small.
const (
	MaxQuota       = 1000
	MaxPerDecision = 20
	// MinRetention and MaxRetention are days; ten years is longer than any audit asks.
	MinRetention = 1
	MaxRetention = 3650
	MaxApprovers = 100
)

// Problems answers everything that is wrong with a policy as an admin writes it
// (product.md, Tenant policy), in the order of the fields. No quota and no list has to
// hold anything: 0 and the empty list let nothing through.
func Problems(terms tenant.PolicyTerms, zones tenant.Zones) []fault.Problem {
	t := &terms
	c := &check{}
	chosen(c, "enabled_surfaces", t.EnabledSurfaces, action.Surfaces())
	chosen(c, "enabled_action_types", t.EnabledActionTypes, action.Types())
	c.between("quotas.max_actions_per_day", t.Quotas.MaxActionsPerDay, 0, MaxQuota)
	c.between("quotas.max_actions_per_hour", t.Quotas.MaxActionsPerHour, 0, MaxQuota)
	c.between("quotas.max_alerts_per_day", t.Quotas.MaxAlertsPerDay, 0, MaxQuota)
	c.between("quotas.max_bypasses_per_day", t.Quotas.MaxBypassesPerDay, 0, MaxQuota)
	c.quiet(t.QuietHours, zones)
	c.between("max_actions_per_decision", t.MaxActionsPerDecision, 0, MaxPerDecision)
	c.between("retention.decisions_days", t.Retention.DecisionsDays, MinRetention, MaxRetention)
	c.between("retention.outcomes_days", t.Retention.OutcomesDays, MinRetention, MaxRetention)
	c.approvers(t.DesignatedApprovers)
	return c.problems
}

// check collects problems.
type check struct{ problems []fault.Problem }

func (c *check) addf(path, format string, args ...any) {
	c.problems = append(c.problems, fault.Problem{Path: path, Message: fmt.Sprintf(format, args...)})
}

func (c *check) between(path string, value, least, most int) {
	if value < least || value > most {
		c.addf(path, "must be from %d to %d", least, most)
	}
}

// chosen wants each entry to be one of the allowed, once.
func chosen[T ~string](c *check, path string, list, allowed []T) {
	for i, entry := range list {
		switch at := fmt.Sprintf("%s[%d]", path, i); {
		case !slices.Contains(allowed, entry):
			c.addf(at, "must be one of %s", words(allowed))
		case slices.Contains(list[:i], entry):
			c.addf(at, "stands in the list already")
		}
	}
}

func words[T ~string](list []T) string {
	texts := make([]string, len(list))
	for i, word := range list {
		texts[i] = string(word)
	}
	return strings.Join(texts, ", ")
}

func (c *check) quiet(q tenant.QuietTerms, zones tenant.Zones) {
	c.between("quiet_hours.start", q.Start, 0, 23)
	c.between("quiet_hours.end", q.End, 0, 23)
	if !knownZone(q.TimeZone, zones) {
		c.addf("quiet_hours.time_zone", "must be the IANA name of a time zone, such as Europe/Berlin or UTC")
	}
	if q.AppliesTo != tenant.QuietPush && q.AppliesTo != tenant.QuietAll {
		c.addf("quiet_hours.applies_to", "must be one of %s", words([]tenant.QuietScope{tenant.QuietPush, tenant.QuietAll}))
	}
}

// zoneName is how the IANA database names its zones. Each part begins with a capital.
var zoneName = regexp.MustCompile(`^[A-Z][A-Za-z0-9_+-]*(/[A-Z][A-Za-z0-9_+-]*){0,2}$`)

// maxZone is longer than any name of the IANA database.
const maxZone = 64

// knownZone asks for names of the IANA database only. Besides them a machine knows
// some of its own, which another does not: Local, localtime, posix/Europe/Berlin.
func knownZone(name string, zones tenant.Zones) bool {
	if len(name) > maxZone || name == "Local" || name == "Factory" || !zoneName.MatchString(name) {
		return false
	}
	_, err := zones(name)
	return err == nil
}

func (c *check) approvers(ids []string) {
	if len(ids) > MaxApprovers {
		// The entries of a list that is past use are not looked at.
		c.addf("designated_approvers", "has more than %d entries", MaxApprovers)
		return
	}
	for i, id := range ids {
		path := fmt.Sprintf("designated_approvers[%d]", i)
		switch problems := signal.NameProblems(path, id, actor.MaxIDLength); {
		case id == "":
			c.addf(path, "must not be empty")
		case len(problems) > 0:
			c.problems = append(c.problems, problems...)
		case slices.Contains(ids[:i], id):
			c.addf(path, "stands in the list already")
		}
	}
}
