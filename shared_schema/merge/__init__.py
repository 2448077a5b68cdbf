"""How copies of one record become one: state, apply, join, what is shown, what a person must decide."""
