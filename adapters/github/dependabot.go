package github

type dependabotEvent struct {
	envelope

	Alert dependabotAlert `json:"alert"`
}

type dependabotAlert struct {
	anyAlert

	Dependency struct {
		Package named `json:"package"`
	} `json:"dependency"`
	SecurityAdvisory struct {
		Summary  string `json:"summary"`
		Severity string `json:"severity"`
	} `json:"security_advisory"`
}

// statement has no actor while the dependency is vulnerable: nobody here did it.
func (e dependabotEvent) statement() *statement {
	found := e.Alert
	return statementFor(e.Action, e.Sender, statement{
		eventType:  "security.vulnerable_dependency",
		severity:   firstSeverity(found.SecurityAdvisory.Severity),
		occurredAt: found.occurredAt(),
		facts: facts{
			title: found.SecurityAdvisory.Summary, pkg: found.Dependency.Package.Name,
			url: found.HTMLURL, number: found.Number,
		},
	})
}
