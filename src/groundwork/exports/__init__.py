"""What the report is handed out as, beside its page: flash cards, a document for Quarto, a sheet to print."""
