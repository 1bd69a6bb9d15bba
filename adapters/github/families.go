package github

import "encoding/json"

// payload is the part of a family of deliveries that is decoded.
type payload interface {
	// origin answers what every delivery has.
	origin() envelope
	// statement answers what the delivery says, nil when the engine does not act on it.
	statement() *statement
}

// families has the events that are mapped, by their X-GitHub-Event. The bodies
// of all others are not even decoded.
//
//nolint:gochecknoglobals // a table that nothing writes to
var families = map[string]func(body []byte) (*statement, error){
	"check_run":             read[checkRunEvent],
	"check_suite":           read[checkSuiteEvent],
	"code_scanning_alert":   read[codeScanningEvent],
	"dependabot_alert":      read[dependabotEvent],
	"deployment_status":     read[deploymentStatusEvent],
	"pull_request":          read[pullRequestEvent],
	"pull_request_review":   read[reviewEvent],
	"push":                  read[pushEvent],
	"secret_scanning_alert": read[secretScanningEvent],
	"status":                read[commitStatusEvent],
	"workflow_job":          read[workflowJobEvent],
	"workflow_run":          read[workflowRunEvent],
}

// read decodes a body of one family, to nil when the engine does not act on it.
// Without a repository a delivery that is acted on has no place, and often no subject.
func read[P payload](body []byte) (*statement, error) {
	var decoded P
	if err := json.Unmarshal(body, &decoded); err != nil {
		return nil, refusal(err)
	}
	said := decoded.statement()
	if said == nil {
		return said, nil
	}
	var err error
	said.repo, err = decoded.origin().Repository.id()
	return said, err
}
