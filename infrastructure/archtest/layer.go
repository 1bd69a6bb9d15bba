package archtest

import "slices"

// layer is one row of the table in architecture.md. The standard library is open
// to every layer but for what never says.
type layer struct {
	// folder is what the row covers; the first row that covers a package holds.
	folder string
	// may are folders of ours(), or modules of others, that it may import.
	may []string
	// ownBranch allows its own folder too, one adapter's or one program's.
	ownBranch bool
	// thirdParties allows modules of others.
	thirdParties bool
	// never are packages of the standard library that stay outside.
	never []string
	// inTests are what tests may import besides; nil means everything.
	inTests []string
	// rule is the row in words.
	rule string
}

// ours are the folders that hold packages.
func ours() []string {
	return []string{"domain", "ports", "application", "adapters", "infrastructure", "db", "cmd"}
}

// testLibraries are what a test of an inner layer may use.
func testLibraries() []string {
	return []string{
		"testing", "context", "os", "github.com/stretchr/testify", "pgregory.net/rapid", "go.uber.org/goleak",
		// It judges our own canonical form.
		"github.com/gowebpki/jcs",
	}
}

// drivers are packages by which one talks to the outside.
func drivers() []string { return []string{"os", "net", "log", "database/sql", "syscall"} }

// impure are packages that make an answer depend on more than what was asked.
func impure() []string {
	return slices.Concat(drivers(), []string{"context", "crypto/rand", "math/rand", "testing"})
}

// pure are packages below a driver's path that only compute.
func pure() []string { return []string{"net/url", "net/netip", "net/mail"} }

// inbound are the adapters that know the use cases: those that call us, and the
// one that watches.
func inbound() []string {
	return []string{
		"adapters/httpapi", "adapters/jobs", "adapters/github", "adapters/cloudevents", "adapters/sarif",
		// It decorates the use cases as well as the ports.
		"adapters/observed",
	}
}

// layers is the table.
func layers() []layer { return slices.Concat(inner(), inboundAdapters(), outer()) }

func inner() []layer {
	return []layer{{
		folder: "domain/experiment/results",
		// Special functions and quadrature, pure arithmetic that others have well tested. Its
		// distributions (stat/distuv) stay outside: they draw by chance.
		may:     []string{"domain", "gonum.org/v1/gonum/mathext", "gonum.org/v1/gonum/integrate/quad"},
		never:   impure(),
		inTests: testLibraries(),
		rule:    "domain/experiment/results imports only what domain may, and gonum's mathext and integrate/quad",
	}, {
		folder:  "domain",
		may:     []string{"domain"},
		never:   impure(),
		inTests: testLibraries(),
		rule:    "domain imports only the standard library, without context, clock, input and output, chance or logging",
	}, {
		folder:  "ports/portstest",
		may:     slices.Concat([]string{"domain", "ports"}, testLibraries()),
		inTests: []string{"adapters/memory"},
		rule:    "ports/portstest imports only domain, ports, the standard library and test libraries",
	}, {
		folder:  "ports",
		may:     []string{"domain", "ports"},
		never:   drivers(),
		inTests: testLibraries(),
		rule:    "ports imports only domain, context and the standard library, no driver",
	}, {
		folder:  "application",
		may:     []string{"domain", "ports", "application"},
		never:   drivers(),
		inTests: slices.Concat(testLibraries(), []string{"adapters/memory"}),
		rule:    "application imports only domain, ports and the standard library, no driver and no logging",
	}}
}

func inboundAdapters() []layer {
	var rows []layer
	for _, folder := range inbound() {
		rows = append(rows, layer{
			folder: folder, may: []string{"domain", "ports", "application"}, ownBranch: true, thirdParties: true,
			rule: "an inbound adapter imports only domain, ports, application and its own internal, never another adapter",
		})
	}
	return rows
}

func outer() []layer {
	return []layer{{
		folder: "adapters", may: []string{"domain", "ports"}, ownBranch: true, thirdParties: true,
		rule: "an adapter imports only domain, ports and its own internal, never another adapter; " +
			"only inbound ones import application",
	}, {
		folder: "infrastructure", may: []string{"infrastructure", "db"}, thirdParties: true, inTests: []string{},
		rule: "infrastructure imports only the standard library, third parties and db",
	}, {
		folder: "db", may: []string{"db"}, thirdParties: true,
		rule: "db imports only the standard library and third parties",
	}, {
		folder: "cmd", may: ours(), thirdParties: true,
	}}
}

// judge is the layer's rule when the edge breaks it, or nothing.
func (l layer) judge(edge Edge) string {
	if l.allows(edge) {
		return ""
	}
	return l.rule
}

func (l layer) allows(edge Edge) bool {
	switch {
	case edge.InTest && (l.inTests == nil || withinAny(edge.To, l.inTests)):
		return true
	case withinAny(edge.To, l.may):
		return true
	case withinAny(edge.To, ours()):
		return l.ownBranch && branch(edge.From) == branch(edge.To)
	case thirdParty(edge.To):
		return l.thirdParties
	}
	return !l.forbids(edge.To)
}

func (l layer) forbids(pkg string) bool {
	return withinAny(pkg, l.never) && !slices.Contains(pure(), pkg)
}
