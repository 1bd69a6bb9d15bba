package llm

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/mmm-engine/mmm-engine/domain/generation"
)

// reply is what is used of the answer; whatever else stands in it is passed over.
type reply struct {
	Decision string `json:"decision"`
	Output   *struct {
		Content *string `json:"content"`
	} `json:"output"`
	RiskFlags []flag `json:"risk_flags"`
	Safety    *struct {
		Status    string `json:"status"`
		RiskFlags []flag `json:"risk_flags"`
	} `json:"safety"`
}

type flag struct {
	RiskClass string `json:"risk_class"`
	Severity  string `json:"severity"`
}

// maxFlags bounds what goes onto a receipt.
const maxFlags = 20

// word is what a flag may say: it is evidence, and no place for a text.
var word = regexp.MustCompile(`^[A-Za-z0-9_.-]{1,64}$`)

// errShape has no cause, which would repeat what was answered.
var errShape = unavailable("the LLM gateway's reply is not what the contract says", nil)

func read(body []byte) (generation.Text, error) {
	var said reply
	if !utf8.Valid(body) || json.Unmarshal(body, &said) != nil {
		return generation.Text{}, errShape
	}
	safety, known := said.verdict()
	flags, sound := said.flags()
	if !known || !sound {
		return generation.Text{}, errShape
	}
	if safety == generation.Fail {
		return generation.Text{Safety: safety, Flags: flags}, nil
	}
	if said.Output == nil || said.Output.Content == nil {
		return generation.Text{}, errShape
	}
	switch {
	case len(flags) > 0:
		safety = generation.Warn
	case safety == generation.Warn:
		flags = []generation.Flag{said.warning()}
	}
	return generation.Text{Content: *said.Output.Content, Safety: safety, Flags: flags}, nil
}

// warning is the flag of a warning that came without: a receipt shows flags.
func (r *reply) warning() generation.Flag {
	if r.Decision == "TRANSFORMED" || r.Decision == "DEGRADED" {
		return generation.Flag{RiskClass: strings.ToLower(r.Decision), Severity: "unspecified"}
	}
	return generation.Flag{RiskClass: "warning", Severity: "unspecified"}
}

// verdict answers the stricter of both places where there may be one. A word that nobody
// knows could mean anything.
func (r *reply) verdict() (generation.Safety, bool) {
	decided, known := map[string]generation.Safety{
		"ALLOWED": generation.Pass, "TRANSFORMED": generation.Warn, "DEGRADED": generation.Warn, "BLOCKED": generation.Fail,
	}[r.Decision]
	if r.Safety == nil {
		return decided, known
	}
	checked, understood := map[string]generation.Safety{
		"pass": generation.Pass, "warn": generation.Warn, "fail": generation.Fail,
	}[r.Safety.Status]
	switch {
	case !understood || !known && r.Decision != "":
		return "", false
	case checked == generation.Fail || decided == generation.Fail:
		return generation.Fail, true
	case checked == generation.Warn || decided == generation.Warn:
		return generation.Warn, true
	}
	return generation.Pass, true
}

func (r *reply) flags() ([]generation.Flag, bool) {
	all := r.RiskFlags
	if r.Safety != nil {
		all = append(slices.Clip(all), r.Safety.RiskFlags...)
	}
	if len(all) > maxFlags {
		return nil, false
	}
	var flags []generation.Flag
	for _, one := range all {
		if !word.MatchString(one.RiskClass) || !word.MatchString(one.Severity) {
			return nil, false
		}
		flags = append(flags, generation.Flag(one))
	}
	return flags, true
}
