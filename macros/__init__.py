"""Excel's side (Excel 里的按钮): the ribbon add-in, the panel workbook, and the Python functions that their buttons call.

``客服工具.xlam`` calls ``macros.buttons.〈step〉()`` for every step, and the extra buttons' functions; ``控制台.xlsm`` calls
``macros.panel.〈job〉()`` and shows what that writes to its named cells (:mod:`automation.desk.buttons` names them all). Both are
built by :mod:`macros.build`; where they are installed, :mod:`macros.quick` is how a button starts without pandas.
"""
