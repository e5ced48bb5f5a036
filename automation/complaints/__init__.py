"""客户投诉案件处理规则: complaint cases, from receipt to the statistics that are due by the 5th."""
