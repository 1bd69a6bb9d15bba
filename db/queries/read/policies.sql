-- name: ViewPolicy :one
SELECT coalesce((SELECT body FROM tenant_policies WHERE tenant_id = @tenant_id), '')::text AS policy;
