package httpapi

import (
	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/openapi"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

func playbookAnswer(p playbook.Playbook) openapi.Playbook {
	return openapi.Playbook{
		PlaybookId: p.ID, TenantId: string(p.TenantID), Status: string(p.Status), Etag: p.ETag(),
		Revision: p.Latest.Number, PublishedRevision: p.InForce, PauseReason: p.PauseReason,
		CreatedAt: p.CreatedAt.UTC(), UpdatedAt: p.UpdatedAt.UTC(), Definition: p.Latest.Definition,
	}
}

func revisionAnswer(r playbook.Revision) openapi.Revision {
	answer := openapi.Revision{Revision: r.Number, CreatedAt: r.CreatedAt.UTC(), Definition: r.Definition}
	if r.Frozen() {
		answer.FrozenAt = r.FrozenAt.UTC()
	}
	return answer
}
