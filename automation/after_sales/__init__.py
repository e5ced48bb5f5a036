"""售后服务管理办法: after-sales service (repair calls, goods in and out, survey)."""
