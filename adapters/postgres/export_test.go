package postgres

// Waiting answers how many questions wait for a reader.
func (r *Reader) Waiting() int {
	r.readings.mu.Lock()
	defer r.readings.mu.Unlock()
	return len(r.readings.waiting)
}
