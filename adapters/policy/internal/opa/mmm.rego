# What an operator might write: main is restricted but for a maintenance window, robots
# change nothing, and one tenant is frozen.
package mmm

evaluate := {
	"allowed": input.tenant_id != "frozen",
	"policy_snapshot_id": sprintf("rego-%s", [input.tenant_id]),
	"policy_version_ids": ["mmm.rego@3"],
	"restrictions": [kind | some kind in restricted],
	"override_windows": [{"from": "2026-03-04T12:00:00Z", "to": "2026-03-04T13:00:00Z", "lifts": ["mentor"]}],
	"fail_closed": input.environment == "prod",
}

restricted contains "mentor" if input.branch == "main"

restricted contains "multiplier" if input.actor_type == "ai_agent"

misspelt := {"allowed": true, "snapshot": "s"}
