package delivery

import (
	"time"

	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// DigestMessageOf composes the message of a digest from the decisions that are kept, by
// id. What expired is left out and counted, as is what is not kept any more; without
// anything left there is no message.
func DigestMessageOf(
	owner tenant.ID, digest *Digest, decisions map[id.UUID]*decision.Decision, now time.Time,
) (message Message, left []Result) {
	message = Message{ID: digest.ID, TenantID: owner, ActorID: digest.ActorID, Surface: digest.Surface, At: now}
	for _, deliveryID := range digest.Deliveries {
		item, result := digested(decisions[deliveryID.Root()], deliveryID, now)
		if result != "" {
			left = append(left, result)
			continue
		}
		message.ActorType, message.Severity = item.ActorType, max(message.Severity, item.Severity)
		message.add(item)
	}
	return message, left
}

func digested(kept *decision.Decision, deliveryID id.UUID, now time.Time) (Message, Result) {
	if kept == nil {
		return Message{}, Withdrawn
	}
	item, found := MessageOf(kept, deliveryID, now)
	switch {
	case !found:
		return Message{}, Withdrawn
	case item.Action.Expired(now):
		return Message{}, Expired
	}
	return item, ""
}

// add keeps of place and time what all items have in common, and the first moment.
func (m *Message) add(item Message) {
	if len(m.Digest) == 0 {
		m.RepoID, m.Environment, m.DecidedAt = item.RepoID, item.Environment, item.DecidedAt
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
	m.Digest = append(m.Digest, item)
}
