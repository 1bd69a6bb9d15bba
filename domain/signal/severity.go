package signal

import "strings"

// Severity is how bad a signal is, from 0 (info) to 4 (critical).
type Severity uint8

// The scale of product.md, Vocabulary.
const (
	Info Severity = iota
	Low
	Medium
	High
	Critical
)

var severityNames = [...]string{"info", "low", "medium", "high", "critical"}

// String answers the name in lower case.
func (s Severity) String() string {
	if int(s) >= len(severityNames) {
		return severityNames[Critical]
	}
	return severityNames[s]
}

// Share answers the severity as a share of one: info 0, critical 1.
func (s Severity) Share() float64 { return float64(s) / float64(Critical) }

// ParseSeverity reads a name of the scale, exactly as this service writes it.
func ParseSeverity(name string) (Severity, bool) {
	for i, known := range severityNames {
		if known == name {
			return Severity(i), true
		}
	}
	return Info, false
}

// MapSeverity reads the scales of other systems, in any case ("WARN is medium,
// ERROR is high"). What it does not know is not ok.
func MapSeverity(name string) (Severity, bool) {
	switch lower := strings.ToLower(name); lower {
	case "debug", "informational", "notice", "none":
		return Info, true
	case "note", "minor":
		return Low, true
	case "warn", "warning", "moderate":
		return Medium, true
	case "error", "err", "major":
		return High, true
	case "fatal", "blocker", "emergency", "alert", "crit":
		return Critical, true
	default:
		return ParseSeverity(lower)
	}
}
