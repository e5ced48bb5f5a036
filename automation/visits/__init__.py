"""客户服务管理办法 (VS): visits to dealers, their plans, reports, gifts and what comes of them."""
