package live

// SetBatch makes steps smaller, so that few deliveries fill them.
func SetBatch(h *Hub, batch int) { h.batch = batch }
