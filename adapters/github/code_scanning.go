package github

import "cmp"

type codeScanningEvent struct {
	envelope

	Alert codeScanningAlert `json:"alert"`
	// Ref and CommitOID are empty when a person acted, and not an analysis.
	Ref       string `json:"ref"`
	CommitOID string `json:"commit_oid"`
}

type codeScanningAlert struct {
	anyAlert

	Rule               codeScanningRule `json:"rule"`
	MostRecentInstance struct {
		Ref      string `json:"ref"`
		Location struct {
			Path string `json:"path"`
		} `json:"location"`
	} `json:"most_recent_instance"`
}

type codeScanningRule struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description"`
	// SecuritySeverityLevel is null for rules that are not about security.
	SecuritySeverityLevel string `json:"security_severity_level"`
	Severity              string `json:"severity"`
}

func (e codeScanningEvent) statement() *statement {
	rule, latest := e.Alert.Rule, e.Alert.MostRecentInstance
	return statementFor(e.Action, e.Sender, statement{
		eventType:  "security.code_scanning",
		severity:   firstSeverity(rule.SecuritySeverityLevel, rule.Severity),
		actor:      e.Sender,
		occurredAt: e.Alert.occurredAt(),
		branch:     branchOf(cmp.Or(e.Ref, latest.Ref)),
		filePath:   latest.Location.Path,
		facts: facts{
			title: rule.Description, rule: cmp.Or(rule.ID, rule.Name),
			url: e.Alert.HTMLURL, number: e.Alert.Number, sha: e.CommitOID,
		},
	})
}
