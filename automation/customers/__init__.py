"""客户名簿处理制度: the register of the companies that the company deals with, dealers and suppliers (往来企业)."""
