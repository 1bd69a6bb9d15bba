package delivery

import (
	"time"

	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// DigestMessageOf composes the message of a digest from the decisions that are kept, by
// id. What expired is left out of Message.Digest, as is what is not kept any more, with
// the reasons; with nothing in it there is no message. All else is of whatever was held,
// so that it is the same over all tries.
func DigestMessageOf(
	owner tenant.ID, digest *Digest, decisions map[id.UUID]*decision.Decision, now time.Time,
) (message Message, left []Result) {
	message = Message{
		ID: digest.ID, TenantID: owner, ActorID: digest.ActorID, Surface: digest.Surface, At: now,
		Held: len(digest.Deliveries), DecidedAt: digest.Window,
	}
	for i, deliveryID := range digest.Deliveries {
		item, found := itemOf(decisions[deliveryID.Root()], deliveryID, now)
		if !found {
			left = append(left, Withdrawn)
			continue
		}
		message.share(&item, i == 0)
		if item.Action.Expired(now) {
			left = append(left, Expired)
			continue
		}
		message.Digest = append(message.Digest, item)
	}
	return message, left
}

func itemOf(kept *decision.Decision, deliveryID id.UUID, now time.Time) (Message, bool) {
	if kept == nil {
		return Message{}, false
	}
	return MessageOf(kept, deliveryID, now)
}

// share keeps of the place what all items have in common, the earliest time and the
// highest severity.
func (m *Message) share(item *Message, first bool) {
	if first {
		m.RepoID, m.Environment = item.RepoID, item.Environment
	}
	if m.RepoID != item.RepoID {
		m.RepoID = ""
	}
	if m.Environment != item.Environment {
		m.Environment = ""
	}
	if item.DecidedAt.Before(m.DecidedAt) {
		m.DecidedAt = item.DecidedAt
	}
	m.ActorType, m.Severity = item.ActorType, max(m.Severity, item.Severity)
}
