package report

import (
	"fmt"
	"io"
	"math"
	"strings"
)

// Row is one figure of every round, in order. NaN stands for what could not be
// measured.
type Row struct {
	Name    string
	Format  string
	Figures []float64
}

// Table writes each row with its rounds, then their minimum, median and maximum.
func Table(out io.Writer, rounds int, rows []Row) error {
	header := make([]string, rounds)
	for i := range header {
		header[i] = fmt.Sprintf("round %d", i+1)
	}
	var table strings.Builder
	table.WriteString(line("", header, []string{"min", "median", "max"}))
	for _, row := range rows {
		table.WriteString(row.line())
	}
	if _, err := io.WriteString(out, table.String()); err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	return nil
}

func line(name string, rounds, all []string) string {
	return fmt.Sprintf("%-30s%s  |%s\n", name, columns(rounds), columns(all))
}

func columns(figures []string) string {
	var text strings.Builder
	for _, figure := range figures {
		_, _ = fmt.Fprintf(&text, "%10s", figure)
	}
	return text.String()
}

func (r Row) line() string {
	rounds := make([]string, len(r.Figures))
	var known []float64
	for i, figure := range r.Figures {
		rounds[i] = r.text(figure)
		if !math.IsNaN(figure) {
			known = append(known, figure)
		}
	}
	all := SpreadOf(known)
	return line(r.Name, rounds, []string{r.text(all.Min), r.text(all.Median), r.text(all.Max)})
}

func (r Row) text(figure float64) string {
	if math.IsNaN(figure) {
		return "n/a"
	}
	return fmt.Sprintf(r.Format, figure)
}
