"""Forms that travel and come back (可回收的表): small workbooks that somebody fills in elsewhere and sends back.

A form is declared from a step: what the step asks for is what the form asks for, with the same drop-downs, the same help
and the same checks when it returns. The workbook itself says which form it is, which record it is about and which cell
answers what, so that a form sent out under last year's layout still reads.

``declare`` is light, as every button loads it; ``make``, ``read`` and ``mark`` bring the spreadsheet libraries with them.
"""
