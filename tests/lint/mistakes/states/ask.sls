a:
  test.nop:
    - name: {{ salt['file.file_exists']('/etc/nginx') }}
