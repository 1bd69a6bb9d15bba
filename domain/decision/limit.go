package decision

import (
	"slices"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/fatigue"
	"github.com/mmm-engine/mmm-engine/domain/id"
)

// Limit takes from a proposal, in rank order, what fatigue and the size of one answer
// leave room for (product.md, step 8), and answers with it what is to be remembered.
// Shadow playbooks have a budget of their own, so that watching them changes nothing.
func Limit(in *Inputs, proposal Proposal) (Decision, []fatigue.Change) {
	live, shadow := proposal.settle(in)
	suppressed := append(append(proposal.suppressed, live.refused...), shadow.refused...)
	decided := newDecision(in, proposal.evaluated.Fired())
	decided.Assignments = proposal.evaluated.Assignments()
	decided.Suppressed = suppressed
	decided.Texts = proposal.safety(live.kept)
	decided.Explanation = explain(in, proposal.evaluated, suppressed, append(live.kept, shadow.kept...))
	for _, c := range live.kept {
		decided.Actions = append(decided.Actions, c.action(decided.nextActionID(), in.Request.Now))
	}
	for _, c := range shadow.kept {
		decided.Shadow = append(decided.Shadow, c.action(decided.nextActionID(), in.Request.Now))
	}
	return decided, live.account.Changes()
}

// settle asks the limits of each candidate, in rank order, without changing any.
func (p *Proposal) settle(in *Inputs) (live, shadow budget) {
	account := fatigue.NewAccount(in.Memory)
	live, shadow = budget{in: in, account: account}, budget{in: in, account: account}
	for _, c := range p.candidates {
		if c.shadow() {
			shadow.take(c)
			continue
		}
		live.take(c)
	}
	return live, shadow
}

// nextActionID answers the same ids in the same order for the same decision.
func (d *Decision) nextActionID() id.UUID {
	return d.ID.Branch(uint8(len(d.Actions) + len(d.Shadow) + 1))
}

// mostActions bounds what one decision can hold of live and of shadow actions,
// whatever the tenant allows: each needs a number of its own.
const mostActions = 100

type budget struct {
	in      *Inputs
	account *fatigue.Account
	kept    []Candidate
	refused []Suppression
}

func (b *budget) take(c Candidate) {
	if reason, detail := b.refuse(&c); reason != "" {
		b.refused = append(b.refused, c.suppressed(reason, detail))
		return
	}
	b.kept = append(b.kept, c)
}

func (b *budget) refuse(c *Candidate) (reason Reason, detail string) {
	switch {
	case b.in.Contended:
		return Contention, ""
	case len(b.kept) >= min(b.in.Policy.MaxActionsPerDecision, mostActions):
		return Quota, "The answer is full of more important ones."
	}
	entry, limits := c.entry(b.in), c.limits(b.in)
	if entry.Alerts() && !b.account.AlertsLeft(&entry, &limits) {
		c.surfaces, c.deferral = without(c.surfaces, action.Alert), c.deferral.Without(action.Alert)
		if entry.Surfaces = c.surfaces; len(c.surfaces) == 0 {
			return reached(fatigue.AlertsDaily)
		}
		// Nothing is suppressed, so only the explanation of what is kept can tell.
		c.detail = "It is not sent to the alert surface. " + reasonOf[fatigue.AlertsDaily].detail
	}
	return reached(b.account.Take(entry, limits))
}

func without(surfaces []action.Surface, left action.Surface) []action.Surface {
	return slices.DeleteFunc(slices.Clone(surfaces), func(s action.Surface) bool { return s == left })
}

// entry is what is remembered of the candidate when it is kept.
func (c *Candidate) entry(in *Inputs) fatigue.Entry {
	place := in.Request.Context.Place
	return fatigue.Entry{
		At: in.Request.Now.Truncate(time.Microsecond), Type: c.template().Type, PlaybookID: c.playbook.Playbook,
		WorkItem: fatigue.WorkItem{RepoID: place.RepoID, Branch: place.Branch}, Surfaces: c.surfaces,
		Bypass: c.bypass, Shadow: c.shadow(),
	}
}

func (c *Candidate) limits(in *Inputs) fatigue.Limits {
	own, tenant := c.playbook.Definition.Limits, in.Policy.Quotas
	return fatigue.Limits{
		PerHour: tenant.MaxActionsPerHour, PerDay: tenant.MaxActionsPerDay,
		AlertsPerDay: tenant.MaxAlertsPerDay, BypassesPerDay: tenant.MaxBypassesPerDay,
		PlaybookPerDay: own.MaxPerActorPerDay, TypePerDay: own.MaxPerTypePerDay, RepositoryPerDay: own.MaxPerRepoPerDay,
		Cooldown: time.Duration(own.CooldownMinutes) * time.Minute,
	}
}

// reached answers the reason of a limit, none for none, and which one it was.
func reached(limit fatigue.Limit) (Reason, string) {
	return reasonOf[limit].reason, reasonOf[limit].detail
}

var reasonOf = map[fatigue.Limit]struct {
	reason Reason
	detail string
}{
	fatigue.Cooldown:        {Cooldown, ""},
	fatigue.WorkItemDaily:   {Fatigue, "The playbook spoke of this branch within a day."},
	fatigue.PlaybookDaily:   {Fatigue, "The playbook's limit for one actor and day is reached."},
	fatigue.TypeDaily:       {Fatigue, "The playbook's limit for this type of action, actor and day is reached."},
	fatigue.RepositoryDaily: {Fatigue, "The playbook's limit for this repository and day is reached."},
	fatigue.BypassDaily:     {Quota, "The tenant's limit for interrupting quiet hours is reached."},
	fatigue.SubjectHourly:   {Quota, "The tenant's limit for one actor and hour is reached."},
	fatigue.SubjectDaily:    {Quota, "The tenant's limit for one actor and day is reached."},
	fatigue.AlertsDaily:     {Quota, "The tenant's limit for alerts to one actor and day is reached."},
}
