package stack

import (
	"context"
	"fmt"
	"os/exec"
	"strings"
)

// Token mints a token of the tenant's with `mmm-engine token`, for an agent who
// administers it and asks for others.
func (s *Stack) Token(ctx context.Context, tenant string) (string, error) {
	command := exec.CommandContext(ctx, s.program, "token", "--tenant", tenant, "--actor", "bench", "--type", "ai_agent",
		"--role", "tenant_admin", "--scope", "mmm.decide", "--scope", "mmm.act_for_others", "--scope", "mmm.read")
	command.Dir, command.Env = s.dir, environment()
	out, err := command.Output()
	if err != nil {
		return "", fmt.Errorf("mint a token for %s: %w", tenant, err)
	}
	return strings.TrimSpace(string(out)), nil
}
