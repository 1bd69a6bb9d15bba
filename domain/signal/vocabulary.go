package signal

import "slices"

// Other stands for a source or event type outside the fixed lists, where an open
// set would let a caller blow up the number of metric series.
const Other = "other"

var sources = []string{"github", "ci", "ide", "sarif", "junit", "pm3", "cloudevents", "monitoring", "security", "mmmctl"}

var eventTypes = []string{
	"ci.failed", "ci.passed", "ci.job_failed", "ci.check_failed",
	"change.opened", "change.ready", "change.updated", "change.reopened", "change.merged", "change.closed", "change.pushed",
	"review.changes_requested", "review.approved", "deploy.failed",
	"security.code_scanning", "security.secret_leaked", "security.vulnerable_dependency", "security.resolved",
}

// KnownSource answers the source if it is in the fixed list, else Other.
func KnownSource(source string) string { return known(sources, source) }

// KnownEventType answers the event type if it is in the fixed list, else Other.
func KnownEventType(eventType string) string { return known(eventTypes, eventType) }

func known(list []string, name string) string {
	if slices.Contains(list, name) {
		return name
	}
	return Other
}
