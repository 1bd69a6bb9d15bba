package readmodel

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"github.com/mmm-engine/mmm-engine/adapters/readmodel/internal/readdb"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// mostScanned is how many rows a page looks at for those that its index does not tell
// apart: some milliseconds.
const mostScanned = 2000

// ListDecisions implements ports.DecisionViews: first which, by the index that begins
// with what is asked for, then what there is to say of them.
func (v *Views) ListDecisions(ctx context.Context, owner tenant.ID, filter ports.DecisionFilter) (ports.DecisionPage, error) {
	list := decisionList{owner: string(owner), filter: filter}
	read := v.view
	if !filter.Playbook.IsZero() {
		read = v.aggregate
	}
	var page ports.DecisionPage
	err := read(ctx, owner, func(q *readdb.Queries) error {
		places, err := list.places(ctx, q)
		if err != nil {
			return err
		}
		page, err = list.page(ctx, q, places)
		return err
	})
	return page, translate(err, "the decisions")
}

// decisionList is one question for a list.
type decisionList struct {
	owner  string
	filter ports.DecisionFilter
}

// decisionPlace is a row that was looked at.
type decisionPlace struct {
	id      id.UUID
	matches bool
}

func (l decisionList) places(ctx context.Context, q *readdb.Queries) ([]decisionPlace, error) {
	f, most := l.filter, int32(l.most())
	before, since := l.bounds()
	wanted, unwanted := f.Degraded != nil && *f.Degraded, f.Degraded != nil && !*f.Degraded
	switch {
	case !f.Playbook.IsZero():
		rows, err := q.ListDecisionPlacesOfPlaybook(ctx, readdb.ListDecisionPlacesOfPlaybookParams{
			TenantID: l.owner, PlaybookID: f.Playbook, ActorID: f.ActorID, Surface: string(f.Surface),
			Degraded: wanted, Undegraded: unwanted, Before: before, Since: since, Most: most,
		})
		return placesOf(rows), err
	case f.ActorID != "":
		rows, err := q.ListDecisionPlacesOfActor(ctx, readdb.ListDecisionPlacesOfActorParams{
			TenantID: l.owner, ActorID: f.ActorID, Surface: string(f.Surface),
			Degraded: wanted, Undegraded: unwanted, Before: before, Since: since, Most: most,
		})
		return placesOf(rows), err
	case wanted:
		rows, err := q.ListDegradedDecisionPlaces(ctx, readdb.ListDegradedDecisionPlacesParams{
			TenantID: l.owner, Surface: string(f.Surface), Before: before, Since: since, Most: most,
		})
		return placesOf(rows), err
	}
	rows, err := q.ListDecisionPlaces(ctx, readdb.ListDecisionPlacesParams{
		TenantID: l.owner, Surface: string(f.Surface), Undegraded: unwanted, Before: before, Since: since, Most: most,
	})
	return placesOf(rows), err
}

// most answers how many rows to look at: one more than the page holds where the index
// alone tells.
func (l decisionList) most() int {
	f := l.filter
	told := f.Surface == "" && (f.Degraded == nil || *f.Degraded && f.ActorID == "" && f.Playbook.IsZero()) &&
		(f.ActorID == "" || f.Playbook.IsZero())
	if told {
		return f.Limit + 1
	}
	return mostScanned
}

// bounds answers the ids between which the list lies: ids go by time.
func (l decisionList) bounds() (before, since id.UUID) {
	before = lastID()
	if to := l.filter.Span.To; !to.IsZero() {
		before = id.Floor(to)
	}
	if after := l.filter.Before; !after.IsZero() && bytes.Compare(after[:], before[:]) < 0 {
		before = after
	}
	if from := l.filter.Span.From; !from.IsZero() {
		since = id.Floor(from)
	}
	return before, since
}

// page answers those that match, in order, and where to go on.
func (l decisionList) page(ctx context.Context, q *readdb.Queries, places []decisionPlace) (ports.DecisionPage, error) {
	var page ports.DecisionPage
	var wanted []id.UUID
	for _, place := range places {
		if place.matches && len(wanted) == l.filter.Limit {
			page.Next = wanted[len(wanted)-1]
			break
		}
		if place.matches {
			wanted = append(wanted, place.id)
		}
	}
	if page.Next.IsZero() && len(places) == l.most() {
		page.Next = places[len(places)-1].id
	}
	var err error
	page.Items, err = readDecisions(ctx, q, l.owner, wanted)
	return page, err
}

// readDecisions answers the decisions, newest first.
func readDecisions(ctx context.Context, q *readdb.Queries, owner string, ids []id.UUID) ([]ports.DecisionView, error) {
	rows, err := q.ReadDecisions(ctx, ids, owner)
	if err != nil {
		return nil, fmt.Errorf("read the decisions of a page: %w", err)
	}
	slices.SortFunc(rows, func(a, b readdb.ReadDecisionsRow) int { return bytes.Compare(b.DecisionID[:], a.DecisionID[:]) })
	receipts := make([]id.UUID, len(rows))
	for i, row := range rows {
		receipts[i] = row.ReceiptID
	}
	known, err := readStandings(ctx, q, owner, receipts)
	if err != nil {
		return nil, err
	}
	return each(rows, func(row readdb.ReadDecisionsRow) (ports.DecisionView, error) {
		decided, err := decision.FromDocument(row.Body)
		return ports.DecisionView{Decision: decided, Receipt: known.of(row.ReceiptID).State()}, err
	})
}

// placeRow is any of the rows of places, which differ in nothing but their names.
type placeRow interface {
	readdb.ListDecisionPlacesRow | readdb.ListDegradedDecisionPlacesRow | readdb.ListDecisionPlacesOfActorRow |
		readdb.ListDecisionPlacesOfPlaybookRow
}

func placesOf[R placeRow](rows []R) []decisionPlace {
	places := make([]decisionPlace, len(rows))
	for i := range rows {
		row := readdb.ListDecisionPlacesRow(rows[i])
		places[i] = decisionPlace{id: row.DecisionID, matches: row.Matches}
	}
	return places
}
