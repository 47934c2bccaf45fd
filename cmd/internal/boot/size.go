package boot

import (
	"fmt"
	"strconv"
	"strings"
)

// The sizes a file may be limited to: a smaller one would refuse photographs,
// and Jira's own limit has 31 bits by default but may be set higher.
const (
	minFileSize = 1 << 20
	maxFileSize = 1 << 40
)

// size is a setting like 100MB, in bytes.
func (k *faults) size(setting, text string) int64 {
	n, err := parseSize(text)
	switch {
	case err != nil:
		k.add(setting, "%v", err)
	case n < minFileSize || n > maxFileSize:
		k.add(setting, "%s is not between 1MB and 1TB", text)
	}
	return n
}

// maxRuleIssues is more than a Jira can take in an hour.
const maxRuleIssues = 1_000_000

// count is a setting that is a whole number, 1 to most.
func (k *faults) count(setting, text string, most int) int {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > most {
		k.add(setting, "%q is not a number between 1 and %d", text, most)
	}
	return n
}

// parseSize reads whole megabytes or gigabytes. A megabyte is 1024 kilobytes
// of 1024 bytes, as in Jira's own setting.
func parseSize(text string) (int64, error) {
	for unit, shift := range map[string]uint{"MB": 20, "GB": 30, "TB": 40} {
		number, ok := strings.CutSuffix(strings.ToUpper(strings.TrimSpace(text)), unit)
		if !ok {
			continue
		}
		if n, err := strconv.ParseUint(strings.TrimSpace(number), 10, 20); err == nil {
			return int64(n) << shift, nil
		}
	}
	return 0, fmt.Errorf("%q is not a size like 100MB or 2GB", text)
}
