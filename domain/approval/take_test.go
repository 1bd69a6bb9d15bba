package approval_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/approval"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

// people are the actor, with the role of an approver and without, and others.
var people = map[string]approval.Person{
	"kim":          {ID: "kim"},
	"kim approver": {ID: "kim", Approver: true, Designated: true},
	"lee":          {ID: "lee", Approver: true, Designated: true},
	"max":          {ID: "max", Approver: true, Designated: true},
	"ann":          {ID: "ann", Approver: true},
	"dev":          {ID: "dev", Designated: true},
	"nobody":       {Approver: true, Designated: true},
}

func offered() approval.Approval { return approval.Approval{ActorID: "kim", DecidedAt: noon} }

// did is a step of one of the people, so long after the decision.
type did struct {
	who     string
	verdict approval.Verdict
	after   time.Duration
}

func yes(who string) did { return did{who, approval.Approve, time.Hour} }

func no(who string) did { return did{who, approval.Reject, time.Hour} }

// late is a step after the day is over.
func (d did) late() did { d.after = approval.Life; return d }

func (d did) take(of approval.Approval) (next approval.Approval, repeated bool, err error) {
	return of.Take(approval.Step{Verdict: d.verdict, At: of.DecidedAt.Add(d.after)}, people[d.who])
}

// after takes legal steps.
func after(t *testing.T, steps ...did) approval.Approval {
	t.Helper()
	of := offered()
	for _, step := range steps {
		next, repeated, err := step.take(of)
		require.NoError(t, err)
		require.False(t, repeated)
		of = next
	}
	return of
}

func TestTheLegalSteps(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		steps []did
		want  approval.State
	}{
		"nobody yet":                        {nil, approval.Pending},
		"the actor approves":                {[]did{yes("kim")}, approval.FirstApproved},
		"the actor rejects":                 {[]did{no("kim")}, approval.Rejected},
		"the actor, who is an approver too": {[]did{yes("kim approver")}, approval.FirstApproved},
		"then an approver approves":         {[]did{yes("kim"), yes("lee")}, approval.FullyApproved},
		"then an approver rejects":          {[]did{yes("kim"), no("lee")}, approval.Rejected},
		"two approvers, of whom one is kim": {[]did{yes("kim approver"), yes("lee")}, approval.FullyApproved},
		"at the last moment before the end": {[]did{yes("kim"), {"lee", approval.Approve, approval.Life - 1}}, approval.FullyApproved},
	} {
		of := after(t, c.steps...)
		require.Equal(t, c.want, of.State(noon.Add(approval.Life-1)), name)
		require.Equal(t, int64(len(c.steps)), of.Version(), name)
	}
}

func TestEveryIllegalStepHasItsOwnRefusal(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		before []did
		step   did
		code   string
		kind   fault.Kind
	}{
		"an approver first":                       {nil, yes("lee"), "ACTOR_FIRST", fault.Conflict},
		"an approver rejects first":               {nil, no("lee"), "ACTOR_FIRST", fault.Conflict},
		"a caller without a name":                 {nil, yes("nobody"), "ACTOR_FIRST", fault.Conflict},
		"who has no part in it":                   {nil, yes("dev"), "ROLE_REQUIRED", fault.Forbidden},
		"second, without the role":                {[]did{yes("kim")}, yes("dev"), "ROLE_REQUIRED", fault.Forbidden},
		"second, not designated":                  {[]did{yes("kim")}, yes("ann"), "NOT_DESIGNATED", fault.Forbidden},
		"first and not designated":                {nil, yes("ann"), "NOT_DESIGNATED", fault.Forbidden},
		"the actor a second time, as an approver": {[]did{yes("kim")}, yes("kim approver"), "SELF_APPROVAL", fault.Forbidden},
		"the actor rejects what they approved":    {[]did{yes("kim")}, no("kim"), "SELF_APPROVAL", fault.Forbidden},
		"a third person":                          {[]did{yes("kim"), yes("lee")}, yes("max"), "APPROVAL_DECIDED", fault.Conflict},
		"after a rejection":                       {[]did{no("kim")}, yes("lee"), "APPROVAL_DECIDED", fault.Conflict},
		"another mind":                            {[]did{no("kim")}, yes("kim"), "APPROVAL_DECIDED", fault.Conflict},
		"another mind of the approver":            {[]did{yes("kim"), yes("lee")}, no("lee"), "APPROVAL_DECIDED", fault.Conflict},
		"a day later, the actor":                  {nil, yes("kim").late(), "APPROVAL_EXPIRED", fault.Conflict},
		"a day later, the approver":               {[]did{yes("kim")}, yes("lee").late(), "APPROVAL_EXPIRED", fault.Conflict},
		"a day later, the actor again":            {[]did{yes("kim")}, no("kim").late(), "APPROVAL_EXPIRED", fault.Conflict},
	} {
		of := after(t, c.before...)
		same, repeated, err := c.step.take(of)
		refusal, _ := errors.AsType[*fault.Error](err)
		require.NotNil(t, refusal, name)
		require.Equal(t, c.code, refusal.Code, name)
		require.Equal(t, c.kind, refusal.Kind, name)
		require.False(t, repeated, name)
		require.Equal(t, of, same, name)
	}
}

func TestTheSameStepAgainIsTheSameApproval(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		before []did
		again  did
	}{
		"the actor":                            {[]did{yes("kim")}, yes("kim")},
		"the actor, when it is over":           {[]did{yes("kim")}, yes("kim").late()},
		"the actor, after the approver":        {[]did{yes("kim"), yes("lee")}, yes("kim")},
		"an actor with the role, after theirs": {[]did{yes("kim"), yes("lee")}, yes("kim approver")},
		"the approver":                         {[]did{yes("kim"), yes("lee")}, yes("lee").late()},
		"a rejection":                          {[]did{yes("kim"), no("lee")}, no("lee")},
	} {
		of := after(t, c.before...)
		same, repeated, err := c.again.take(of)
		require.NoError(t, err, name)
		require.True(t, repeated, name)
		require.Equal(t, of, same, name)
	}
}

func TestOnlyWhatIsOpenExpires(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		steps []did
		want  approval.State
	}{
		{nil, approval.Expired},
		{[]did{yes("kim")}, approval.Expired},
		{[]did{yes("kim"), yes("lee")}, approval.FullyApproved},
		{[]did{yes("kim"), no("lee")}, approval.Rejected},
		{[]did{no("kim")}, approval.Rejected},
	} {
		of := after(t, c.steps...)
		require.Equal(t, noon.Add(24*time.Hour), of.ExpiresAt())
		require.Equal(t, c.want, of.At(of.ExpiresAt()).State)
	}
}

func TestWhoIsADesignatedApprover(t *testing.T) {
	t.Parallel()
	with := func(names ...string) tenant.Policy { return tenant.Policy{DesignatedApprovers: names} }
	lee := actor.Actor{ID: "lee", Roles: []string{"developer", actor.RoleApprover}}
	require.Equal(t, approval.Person{ID: "lee", Approver: true, Designated: true}, approval.PersonOf(lee, with()))
	require.Equal(t, approval.Person{ID: "lee", Approver: true, Designated: true}, approval.PersonOf(lee, with("ann", "lee")))
	require.Equal(t, approval.Person{ID: "lee", Approver: true}, approval.PersonOf(lee, with("ann", "Lee")))
	require.Equal(t, approval.Person{ID: "lee", Designated: true},
		approval.PersonOf(actor.Actor{ID: "lee", Roles: []string{actor.RoleMMMAdmin}}, with("lee")))
}

func TestEveryProblemOfAStepIsNamed(t *testing.T) {
	t.Parallel()
	bad := approval.Step{Verdict: "perhaps", Reason: string(make([]byte, approval.MaxReason+1))}
	var paths []string
	for _, problem := range bad.Problems() {
		paths = append(paths, problem.Path)
	}
	require.Contains(t, paths, "decision")
	require.Contains(t, paths, "reason")
	good := approval.Step{Verdict: approval.Reject, Reason: "not on a Friday"}
	require.Empty(t, good.Problems())
}

func TestNoSequenceOfStepsMakesOnePersonBoth(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		of := offered()
		of.ActorID = rapid.SampledFrom([]string{"kim", "lee", ""}).Draw(t, "actor")
		person := rapid.Custom(func(t *rapid.T) approval.Person {
			return approval.Person{
				ID:       rapid.SampledFrom([]string{"kim", "lee", "ann", ""}).Draw(t, "id"),
				Approver: rapid.Bool().Draw(t, "role"), Designated: rapid.Bool().Draw(t, "designated"),
			}
		})
		var taken []approval.Person
		now := noon
		for range rapid.IntRange(0, 12).Draw(t, "steps") {
			by := person.Draw(t, "by")
			now = now.Add(time.Duration(rapid.Int64Range(0, int64(8*time.Hour)).Draw(t, "pause")))
			verdict := rapid.SampledFrom([]approval.Verdict{approval.Approve, approval.Approve, approval.Reject}).Draw(t, "verdict")
			before := of.State(now)
			next, repeated, err := of.Take(approval.Step{Verdict: verdict, At: now}, by)
			if err != nil || repeated {
				require.Equal(t, of, next, "nothing is taken")
				continue
			}
			require.Contains(t, []approval.State{approval.Pending, approval.FirstApproved}, before)
			require.Equal(t, of.Version()+1, next.Version())
			of, taken = next, append(taken, by)
		}
		requireTwoPeople(t, of, taken, now)
	})
}

func requireTwoPeople(t *rapid.T, of approval.Approval, taken []approval.Person, now time.Time) {
	require.LessOrEqual(t, len(taken), 2)
	if len(taken) > 0 {
		require.Equal(t, of.ActorID, taken[0].ID)
		require.NotEmpty(t, taken[0].ID)
	}
	if of.State(now) != approval.FullyApproved {
		return
	}
	require.Len(t, taken, 2)
	require.NotEqual(t, taken[0].ID, taken[1].ID)
	require.True(t, taken[1].Approver && taken[1].Designated)
	require.True(t, of.Steps[1].At.Before(of.ExpiresAt()))
}
