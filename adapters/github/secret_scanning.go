package github

import (
	"cmp"

	"github.com/mmm-engine/mmm-engine/domain/signal"
)

type secretScanningEvent struct {
	envelope

	Alert secretScanningAlert `json:"alert"`
}

// secretScanningAlert leaves out the secret itself, which GitHub may send.
type secretScanningAlert struct {
	anyAlert

	SecretType            string `json:"secret_type"`
	SecretTypeDisplayName string `json:"secret_type_display_name"`
}

// statement has no actor while the secret is out: it is the repository's, and
// who leaked it is not told.
func (e secretScanningEvent) statement() *statement {
	found := e.Alert
	return statementFor(e.Action, e.Sender, statement{
		eventType: "security.secret_leaked", severity: signal.Critical,
		occurredAt: found.occurredAt(),
		facts: facts{
			title: cmp.Or(found.SecretTypeDisplayName, found.SecretType), rule: found.SecretType,
			url: found.HTMLURL, number: found.Number,
		},
	})
}
