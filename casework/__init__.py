"""What a case worker does, on either side; it asks a `CaseBook` and knows neither SQL, keys nor HTTP."""
