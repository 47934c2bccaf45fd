// Every type of field an app's form can have.
import { Boxes, Dropdown, Radios } from "./choicefield.js";
import { DateField, Line, Lines, Moment, Rich, Shown, StaticText } from "./textfield.js";
import { Typeahead } from "./typeaheadfield.js";

const kinds = {
  static_text: StaticText, single_line_text: Line, multi_line_text: Lines, rich_text: Rich, dropdown: Dropdown,
  radio_button: Radios, checkbox: Boxes, date: DateField, datetime: Moment, typeahead: Typeahead,
};

// build makes a field from its description; see Field.
export function build(spec, around) {
  return new ((spec.is_read_only ? Shown : kinds[spec.type]) ?? StaticText)(spec, around);
}
