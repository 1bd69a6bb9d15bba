package follow

// WithBatch bounds what a step seals, so that tests need few receipts for many steps.
func (s *Sealer) WithBatch(receipts int) *Sealer {
	s.batch = receipts
	return s
}

// WithTenants bounds how many tenants' receipts a step sends.
func (e *Emitter) WithTenants(tenants int) *Emitter {
	e.tenants = tenants
	return e
}

// WithTenants bounds how many tenants' receipts a step sends.
func (r *Redriver) WithTenants(tenants int) *Redriver {
	r.tenants = tenants
	return r
}

// WithBatch bounds what a step copies.
func (c *AuditCopier) WithBatch(entries int) *AuditCopier {
	c.batch = entries
	return c
}
