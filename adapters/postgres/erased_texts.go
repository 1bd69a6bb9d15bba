package postgres

import (
	"context"

	"github.com/mmm-engine/mmm-engine/adapters/postgres/internal/writedb"
	"github.com/mmm-engine/mmm-engine/domain/actor"
)

// eraseReplays deletes the actor's own, then those of others that name the actor, or have a
// name made of the actor's: whoever loses one for another's sake can only not repeat.
func (p *piece) eraseReplays(ctx context.Context) (int64, error) {
	own, err := p.EraseReplays(ctx, p.owner, p.ActorID, p.most)
	if err != nil || own > 0 {
		return own, err
	}
	named := actor.Mentions(p.ActorID)
	after := writedb.ListNamingReplaysRow{}
	for erased := int64(0); ; {
		found, err := p.ListNamingReplays(ctx, writedb.ListNamingReplaysParams{
			TenantID: p.owner, Operation: after.Operation, Caller: after.Caller, Key: after.Key,
			ActorID: p.ActorID, Quoted: p.quoted(), Most: p.most,
		})
		if err != nil || len(found) == 0 {
			return erased, err
		}
		for _, row := range found {
			if !named.In(row.Answer) && !named.In(row.Key) {
				continue
			}
			gone, err := p.EraseReplay(ctx, writedb.EraseReplayParams{
				TenantID: p.owner, Operation: row.Operation, Caller: row.Caller, Key: row.Key,
			})
			if err != nil {
				return erased, err
			}
			erased += gone
		}
		after = found[len(found)-1]
	}
}

// eraseAudit puts the alias into what admins did with the actor, or the actor as one.
func (p *piece) eraseAudit(ctx context.Context) (int64, error) {
	named := actor.MentionsElsewhere(p.ActorID)
	for erased, after := int64(0), int64(0); ; {
		found, err := p.ListNamingAudit(ctx, writedb.ListNamingAuditParams{
			TenantID: p.owner, AfterEntry: after, ActorID: p.ActorID, Quoted: p.quoted(), Most: p.most,
		})
		if err != nil || len(found) == 0 {
			return erased, err
		}
		for i := range found {
			if changed := p.anonymous(named, &found[i]); !changed {
				continue
			}
			if err := p.EraseAudit(ctx, writedb.EraseAuditParams{
				AdminID: found[i].AdminID, Resource: found[i].Resource, Before: found[i].Before, After: found[i].After,
				TenantID: p.owner, EntryID: found[i].EntryID,
			}); err != nil {
				return erased, err
			}
			erased++
		}
		after = found[len(found)-1].EntryID
	}
}

// anonymous reports whether the entry named the actor, which it does no longer.
func (p *piece) anonymous(named actor.Mention, entry *writedb.ListNamingAuditRow) (changed bool) {
	if entry.AdminID == p.ActorID {
		entry.AdminID, changed = p.Alias, true
	}
	for _, text := range []*string{&entry.Resource, entry.Before, entry.After} {
		if text != nil && named.In(*text) {
			*text, changed = named.Replace(*text, p.Alias), true
		}
	}
	return changed
}
