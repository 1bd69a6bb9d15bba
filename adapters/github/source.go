// Package github understands the webhook deliveries of GitHub (downstream.md,
// GitHub deliveries in).
//
// One file has one family of deliveries: the few fields of it that are decoded,
// and what they say. Nothing else of a delivery is kept: no commit messages, no
// e-mail addresses, no secrets that an alert found.
package github

import (
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Source is ports.WebhookSource for GitHub. The zero value is ready to use.
//
// Of a delivery, Event is the X-GitHub-Event header, ID is X-GitHub-Delivery and
// Signature is X-Hub-Signature-256. The receiver bounds the body and checks the
// headers; they are taken as they are.
type Source struct{}

var _ ports.WebhookSource = Source{}

// sourceName is the source of every signal made here.
const sourceName = "github"

// Signal answers what the delivery says, by the table of downstream.md, and nil
// for every event, action and conclusion that the table does not name, "ping"
// included.
//
// OccurredAt is GitHub's time for the event. It is zero when the delivery has
// none that can be read: then the receiver fills in when it was received.
// Texts that are too long are cut; a text that looks like a credential is left
// out. Neither is a reason to refuse a delivery, as nobody would send it again.
func (Source) Signal(delivery ports.Delivery) (*signal.Signal, error) {
	read, mapped := families[delivery.Event]
	if !mapped {
		return nil, nil //nolint:nilnil // the port's answer for what says nothing
	}
	said, err := read(delivery.Body)
	if said == nil || err != nil {
		return nil, err
	}
	return said.signal(delivery), nil
}
