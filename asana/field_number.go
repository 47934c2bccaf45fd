package asana

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// NumberFormat is how a number is rounded and shown. Currency belongs to the format currency; Label and
// LabelPosition to custom. A duration is in minutes.
type NumberFormat struct {
	Decimals      int    // 0 to 6; of a percentage, those of the percents
	Format        string // currency, identifier, percentage, custom, duration, or none
	Currency      string // a code of ISO 4217
	Label         string
	LabelPosition string // prefix or suffix
}

// NumberChange says what to change; nil leaves a value alone.
type NumberChange struct {
	Decimals      *int
	Format        *string
	Currency      *string
	Label         *string
	LabelPosition *string
}

// Of is the changed format.
func (ch NumberChange) Of(f NumberFormat) NumberFormat {
	if ch.Decimals != nil {
		f.Decimals = *ch.Decimals
	}
	for _, text := range []struct{ change, into *string }{
		{ch.Format, &f.Format}, {ch.Currency, &f.Currency}, {ch.Label, &f.Label}, {ch.LabelPosition, &f.LabelPosition},
	} {
		if text.change != nil {
			*text.into = *text.change
		}
	}
	return f
}

// Bounds of numbers. A value is kept as a floating-point number, which is exact to the unit up to here.
const (
	maxDecimals = 6
	maxNumber   = 1e15
	maxLabel    = 80
)

var currencyCode = regexp.MustCompile(`^[A-Z]{3}$`)

// check completes a format and takes out what does not belong to it.
func (f NumberFormat) check() (NumberFormat, error) {
	if f.Decimals < 0 || f.Decimals > maxDecimals {
		return f, misused("precision", "Must be a number from 0 to %d, not: %d", maxDecimals, f.Decimals)
	}
	kept := NumberFormat{Decimals: f.Decimals, Format: f.Format}
	switch f.Format {
	case "", "none":
		kept.Format = "none"
	case "percentage":
	case "identifier", "duration":
		kept.Decimals = 0
	case "currency":
		if kept.Currency = f.Currency; !currencyCode.MatchString(f.Currency) {
			return f, misused("currency_code", "Must be a currency code of ISO 4217, not: %s", f.Currency)
		}
	case "custom":
		return f.checkLabel(kept)
	default:
		return f, misused("format", "Must be currency, identifier, percentage, custom, duration or none, not: %s", f.Format)
	}
	return kept, nil
}

func (f NumberFormat) checkLabel(kept NumberFormat) (NumberFormat, error) {
	kept.Label, kept.LabelPosition = strings.TrimSpace(f.Label), f.LabelPosition
	if kept.Label == "" {
		return f, misused("custom_label", "Missing input")
	}
	if kept.LabelPosition == "" {
		kept.LabelPosition = "suffix"
	}
	if kept.LabelPosition != "suffix" && kept.LabelPosition != "prefix" {
		return f, misused("custom_label_position", "Must be prefix or suffix, not: %s", f.LabelPosition)
	}
	return kept, checkText("custom_label", kept.Label, maxLabel)
}

// places is how many decimals a value has that is shown with Decimals of them.
func (f NumberFormat) places() int {
	if f.Format == "percentage" {
		return f.Decimals + 2
	}
	return f.Decimals
}

// round is the number as it is kept.
func (f NumberFormat) round(n float64) float64 {
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(n, 'f', f.places(), 64), 64)
	if err != nil || rounded == 0 { // no minus before a zero
		return 0
	}
	return rounded
}

var plainNumber = regexp.MustCompile(`^[+-]?[0-9]*\.?[0-9]*([eE][+-]?[0-9]+)?$`)

// parse reads a number and rounds it.
func (f NumberFormat) parse(text string) (float64, bool) {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || !plainNumber.MatchString(text) || math.Abs(n) > maxNumber {
		return 0, false
	}
	return f.round(n), true
}

// show is the number as people read it.
func (f NumberFormat) show(n float64) string {
	if f.Format == "percentage" {
		return strconv.FormatFloat(n*100, 'f', f.Decimals, 64) + "%"
	}
	text := strconv.FormatFloat(n, 'f', f.Decimals, 64)
	switch {
	case f.Format == "currency":
		return f.Currency + " " + text
	case f.Format == "duration":
		return showMinutes(int64(n))
	case f.LabelPosition == "prefix":
		return f.Label + " " + text
	case f.LabelPosition == "suffix":
		return text + " " + f.Label
	}
	return text
}

func showMinutes(n int64) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	if n < 60 {
		return fmt.Sprintf("%s%dm", sign, n)
	}
	return fmt.Sprintf("%s%dh %02dm", sign, n/60, n%60)
}
