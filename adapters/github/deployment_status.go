package github

import (
	"cmp"
	"strings"

	"github.com/mmm-engine/mmm-engine/domain/signal"
)

type deploymentStatusEvent struct {
	envelope

	DeploymentStatus deploymentStatus `json:"deployment_status"`
	Deployment       deployment       `json:"deployment"`
	// Workflow is null for deployments from elsewhere.
	Workflow named `json:"workflow"`
}

type deploymentStatus struct {
	State       string `json:"state"`
	Environment string `json:"environment"`
	TargetURL   string `json:"target_url"`
	UpdatedAt   moment `json:"updated_at"`
	CreatedAt   moment `json:"created_at"`
}

type deployment struct {
	// Ref is a branch, a tag or a commit, as whoever deployed wrote it.
	Ref         string  `json:"ref"`
	SHA         string  `json:"sha"`
	Environment string  `json:"environment"`
	Creator     account `json:"creator"`
}

func (e deploymentStatusEvent) statement() *statement {
	status, deployed := e.DeploymentStatus, e.Deployment
	if status.State != "failure" && status.State != "error" {
		return nil
	}
	return &statement{
		eventType: "deploy.failed", severity: signal.High,
		actor:       deployed.Creator,
		occurredAt:  firstGiven(status.UpdatedAt, status.CreatedAt),
		branch:      strings.TrimPrefix(deployed.Ref, branchPrefix),
		environment: cmp.Or(status.Environment, deployed.Environment),
		facts:       facts{workflow: e.Workflow.Name, url: status.TargetURL, sha: deployed.SHA},
	}
}
