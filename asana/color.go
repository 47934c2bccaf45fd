package asana

import "slices"

// colors are those a project or a tag may have, as on asana.com.
func colors() []string {
	return []string{
		"dark-pink", "dark-green", "dark-blue", "dark-red", "dark-teal", "dark-brown", "dark-orange", "dark-purple",
		"dark-warm-gray", "light-pink", "light-green", "light-blue", "light-red", "light-teal", "light-brown",
		"light-orange", "light-purple", "light-warm-gray",
	}
}

// checkColor refuses what is no color; "" is none.
func checkColor(color string) error {
	if color == "" || slices.Contains(colors(), color) {
		return nil
	}
	return misused("color", "Not a color: %s", color)
}
