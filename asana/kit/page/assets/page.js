// Small things every page does.
