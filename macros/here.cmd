@echo off
rem Opens a command window in which kefubu works on the folder that was right-clicked (or that the file lies in).
set "KEFUBU_FOLDER=%~1"
if not exist "%~1\" set "KEFUBU_FOLDER=%~dp1."
set "PYTHONPATH=%~dp0.."
set "PYTHONUTF8=1"
cd /d "%~dp0.."
chcp 65001 >nul
doskey kefubu="%~dp0..\.venv\Scripts\python.exe" -P -m automation $*
"%~dp0..\.venv\Scripts\python.exe" -P -m automation commands
