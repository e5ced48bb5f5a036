"""Excel's side (Excel 里的按钮): the ribbon add-in, the panel workbook, and the Python functions that their buttons call."""
