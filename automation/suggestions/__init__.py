"""客户提案意见处理规定: what customers suggest, studied, answered, carried out and shared in (SG)."""
